import { useState } from "react";

const PREFIX = "storyboard/form/";

function read(key: string): string {
  try {
    return localStorage.getItem(PREFIX + key) ?? "";
  } catch {
    return "";
  }
}

function write(key: string, value: string): void {
  try {
    if (value === "") localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, value);
  } catch {
    // Without a store the form still works; it only forgets on reload.
  }
}

/** Forget what this file keeps: whoever wrote it is gone. */
export function forgetForms(): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX)) localStorage.removeItem(key);
    }
  } catch {
    // Then nothing was kept either.
  }
}

/** State of a form field that is not sent yet: survives a reload of the page. */
export function useKept(key: string): [string, (value: string) => void] {
  const [value, setValue] = useState(() => read(key));
  return [
    value,
    (next) => {
      write(key, next);
      setValue(next);
    },
  ];
}
