import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError, Offline } from "./errors";
import { newQueryClient } from "./queries";
import { useMaking } from "./useMaking";

/** Something that is made, whose first answers are lost or refused. */
function maker(...failures: unknown[]) {
  const asked: [name: string, key: string][] = [];
  const told: string[] = [];
  const queries = newQueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  );
  const make = async (name: string, key: string): Promise<string> => {
    asked.push([name, key]);
    const failure = failures[asked.length - 1];
    if (failure) throw failure;
    return name;
  };
  const onSuccess = (made: string, name: string): void => void told.push(`${name}: ${made}`);
  const { result } = renderHook(() => useMaking({ make, onSuccess }), { wrapper });
  const press = async (name: string): Promise<void> => {
    act(() => result.current.mutate(name));
    await act(() => vi.advanceTimersByTimeAsync(10_000));
    await waitFor(() => expect(result.current.isPending).toBe(false));
  };
  const keys = (): string[] => asked.map(([, key]) => key);
  return { press, keys, asked, told };
}

beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true }));
afterEach(() => vi.useRealTimers());

test("what got no answer is asked for again with its key, and the next thing has another", async () => {
  const { press, keys, asked, told } = maker(new Offline());
  await press("Mia");
  await press("Mia");
  expect(asked.map(([name]) => name)).toEqual(["Mia", "Mia", "Mia"]);
  expect(told).toEqual(["Mia: Mia", "Mia: Mia"]);
  expect(new Set(keys().slice(0, 2)).size).toBe(1);
  expect(new Set(keys()).size).toBe(2);
});

test("a writer who presses again after no answer came asks for the same thing", async () => {
  const lost = [new Offline(), new Offline(), new Offline()];
  const { press, keys, told } = maker(...lost);
  await press("Mia");
  expect(keys()).toHaveLength(3);
  await press("Mia");
  expect(told).toEqual(["Mia: Mia"]);
  expect(new Set(keys()).size).toBe(1);
});

test("other words, or a refusal, make it another thing", async () => {
  const lost = [new Offline(), new Offline(), new Offline()];
  const refusal = new ApiError(422, { code: "", message: "", safe: "", hint: "", details: null });
  const { press, keys } = maker(...lost, refusal);
  await press("Mia");
  await press("Tom");
  await press("Tom");
  expect(new Set(keys().slice(0, 3)).size).toBe(1);
  expect(new Set(keys().slice(2)).size).toBe(3);
});
