import { type ReactNode, useRef } from "react";
import { Button } from "../ui/Button";

interface FileButtonProps {
  children: ReactNode;
  disabled?: boolean;
  onFile(file: File): void;
}

/** A button that asks for a file of Storyboard's. */
export function FileButton({ children, disabled, onFile }: FileButtonProps) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button disabled={disabled} onClick={() => field.current?.click()}>
        {children}
      </Button>
      <input
        ref={field}
        type="file"
        accept=".zip,application/zip"
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = ""; // so that the same file can be chosen again
          if (file) onFile(file);
        }}
      />
    </>
  );
}
