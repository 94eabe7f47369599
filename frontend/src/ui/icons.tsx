import type { ReactNode } from "react";

interface IconProps {
  /** It points onward or back, and is turned where people read from right to left. */
  way?: boolean;
  children: ReactNode;
}

function Icon({ way, children }: IconProps) {
  return (
    <svg
      className={way ? "icon--way" : undefined}
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

export const UndoIcon = () => (
  <Icon way>
    <path d="M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10h-4" />
  </Icon>
);

export const RedoIcon = () => (
  <Icon way>
    <path d="m16 5 4 4-4 4M20 9H10a5 5 0 0 0 0 10h4" />
  </Icon>
);

export const CopyIcon = () => (
  <Icon>
    <path d="M8 8h11v11H8zM5 16V5h11" />
  </Icon>
);

export const LockIcon = () => (
  <Icon>
    <path d="M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3" />
  </Icon>
);

export const PasteIcon = () => (
  <Icon>
    <path d="M7 5h10v15H7zM10 3h4v4h-4zM10 12h4M10 16h4" />
  </Icon>
);

export const SpeakIcon = () => (
  <Icon>
    <path d="M5 10v4h3l4 4V6l-4 4zM16 9a4 4 0 0 1 0 6M18.500 6.500a8 8 0 0 1 0 11" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="m6 6 12 12M18 6 6 18" />
  </Icon>
);

export const BackIcon = () => (
  <Icon way>
    <path d="m14 6-6 6 6 6" />
  </Icon>
);

export const ForthIcon = () => (
  <Icon way>
    <path d="m10 6 6 6-6 6" />
  </Icon>
);

export const SettingsIcon = () => (
  <Icon>
    <path d="M4 7h9M17 7h3M4 17h3M11 17h9" />
    <circle cx="15" cy="7" r="2" />
    <circle cx="9" cy="17" r="2" />
  </Icon>
);

export const ShelfIcon = () => (
  <Icon>
    <path d="M5 4v16M9 4v16M5 4h4M5 20h4M13 4.500l3.500-.8L20 19l-3.500.8z" />
  </Icon>
);

export const PictureIcon = () => (
  <Icon>
    <rect x="4" y="5" width="16" height="14" rx="2" />
    <path d="m5 17 5-5 3 3 3-3 4 4" />
    <path d="M15.5 9h.01" />
  </Icon>
);
