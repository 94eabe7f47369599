import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { newKey } from "./client";
import { lostAnswer } from "./queries";

interface Making<Input, Made> {
  make(input: Input, key: string): Promise<Made>;
  onSuccess(made: Made, input: Input): void;
}

/**
 * Makes something new, or starts a job. A request has its key until it is answered, also where the writer presses the
 * button once more: what was made before the answer got lost is not made again. While the answer is out the caller's
 * button is disabled.
 */
export function useMaking<Input, Made>({ make, onSuccess }: Making<Input, Made>) {
  const open = useRef<{ asked: string; key: string } | null>(null);
  const mutation = useMutation({
    mutationFn: ({ input, key }: { input: Input; key: string }) => make(input, key),
    onSuccess: (made, { input }) => {
      open.current = null;
      onSuccess(made, input);
    },
    onError: (error) => {
      if (!lostAnswer(error)) open.current = null;
    },
  });
  const keyed = (input: Input) => {
    const asked = JSON.stringify(input) ?? "";
    if (open.current?.asked !== asked) open.current = { asked, key: newKey() };
    return { input, key: open.current.key };
  };
  return {
    ...mutation,
    mutate: (input: Input, then?: { onSuccess(): void }): void => mutation.mutate(keyed(input), then),
    mutateAsync: (input: Input): Promise<Made> => mutation.mutateAsync(keyed(input)),
  };
}
