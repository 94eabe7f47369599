import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Job } from "../api/types";
import { bring } from "../api/upload";

/** Send a file; `sent` is the share that has arrived, 0 to 1. */
export function useBring(path: string, onSuccess: (job: Job) => void) {
  const [sent, setSent] = useState(0);
  const sending = useMutation({
    mutationFn: (file: File) => bring(path, file, setSent),
    onMutate: () => setSent(0),
    onSuccess,
    retry: false, // a large file is not sent twice without being asked
  });
  return { ...sending, sent };
}
