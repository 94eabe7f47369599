import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { Offline } from "./errors";
import { newQueryClient } from "./queries";
import { useMaking } from "./useMaking";

afterEach(() => vi.useRealTimers());

test("what got no answer is asked for again with its key, and the next wish has another", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const asked: [string, string][] = [];
  const told: string[] = [];
  const queries = newQueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  );
  const make = async (name: string, key: string): Promise<string> => {
    asked.push([name, key]);
    if (asked.length === 1) throw new Offline();
    return `made ${name}`;
  };
  const onSuccess = (made: string, name: string): void => void told.push(`${name}: ${made}`);
  const { result } = renderHook(() => useMaking({ make, onSuccess }), { wrapper });

  act(() => result.current.mutate("Mia"));
  await act(() => vi.advanceTimersByTimeAsync(5_000));
  await waitFor(() => expect(told).toEqual(["Mia: made Mia"]));
  await act(() => result.current.mutateAsync("Tom"));

  expect(asked.map(([name]) => name)).toEqual(["Mia", "Mia", "Tom"]);
  const [first, again, next] = asked.map(([, key]) => key);
  expect(again).toBe(first);
  expect(next).not.toBe(first);
});
