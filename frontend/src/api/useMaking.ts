import { useMutation } from "@tanstack/react-query";
import { newKey } from "./client";

interface Making<Input, Made> {
  make(input: Input, key: string): Promise<Made>;
  onSuccess(made: Made, input: Input): void;
}

/** Makes something new. Where no answer came it is asked for again, with the same key, and so it is made once. */
export function useMaking<Input, Made>({ make, onSuccess }: Making<Input, Made>) {
  const mutation = useMutation({
    mutationFn: ({ input, key }: { input: Input; key: string }) => make(input, key),
    onSuccess: (made, { input }) => onSuccess(made, input),
  });
  const wish = (input: Input) => ({ input, key: newKey() });
  return {
    ...mutation,
    mutate: (input: Input, then?: { onSuccess(): void }): void => mutation.mutate(wish(input), then),
    mutateAsync: (input: Input): Promise<Made> => mutation.mutateAsync(wish(input)),
  };
}
