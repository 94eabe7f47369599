import type { ReactNode } from "react";

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const PlusIcon = () => (
  <Icon>
    <path d="M12 5v14M5 12h14" />
  </Icon>
);

export const UpIcon = () => (
  <Icon>
    <path d="m6 14 6-6 6 6" />
  </Icon>
);

export const DownIcon = () => (
  <Icon>
    <path d="m6 10 6 6 6-6" />
  </Icon>
);

export const BinIcon = () => (
  <Icon>
    <path d="M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12" />
  </Icon>
);

export const BrushIcon = () => (
  <Icon>
    <path d="M20 4c-5 2-9 6-11 10l2 2c4-2 8-6 9-12zM9 14c-3 0-4 2-4 5 3 1 6 0 6-3" />
  </Icon>
);

export const CheckIcon = () => (
  <Icon>
    <path d="m5 13 4.500 4.500L19 7" />
  </Icon>
);

export const LookIcon = () => (
  <Icon>
    <path d="M12 8v5M12 16.500v.1" />
    <circle cx="12" cy="12" r="9" />
  </Icon>
);

export const BookIcon = () => (
  <Icon>
    <path d="M12 6c-3-2-6-2-8-1v13c2-1 5-1 8 1 3-2 6-2 8-1V5c-2-1-5-1-8 1zM12 6v13" />
  </Icon>
);

export const DownloadIcon = () => (
  <Icon>
    <path d="M12 4v11m-5-4 5 5 5-5M5 20h14" />
  </Icon>
);
