/* Small drawings for empty pages. Decoration only: hidden from screen readers. */

export function FoxReading() {
  return (
    <svg className="empty__art" viewBox="0 0 220 180" aria-hidden="true">
      <ellipse cx="110" cy="164" rx="92" ry="10" fill="var(--blank-near)" />
      <path
        d="M62 60 48 18l38 22c16-6 32-6 48 0l38-22-14 42c4 8 6 16 6 24 0 28-24 46-54 46S56 112 56 84c0-8 2-16 6-24z"
        fill="#d9683c"
      />
      <path d="M58 84c10 0 40 4 52 30 12-26 42-30 52-30 0 28-22 46-52 46S58 112 58 84z" fill="#fff6e8" />
      <path d="m56 28 8 20 16-8zM164 28l-8 20-16-8z" fill="#7d3720" />
      <circle cx="87" cy="80" r="5.500" fill="#33261d" />
      <circle cx="133" cy="80" r="5.500" fill="#33261d" />
      <path d="M102 106h16l-8 9z" fill="#33261d" />
      <path
        d="M24 122c30-10 62-8 86 10 24-18 56-20 86-10v38c-30-10-62-8-86 8-24-16-56-18-86-8z"
        fill="#fffdf8"
        stroke="#4a3427"
        strokeWidth="3"
        strokeLinejoin="round"
      />
      <path
        d="M110 132v36M40 134c18-4 36-3 52 5M40 147c18-4 36-3 52 5M180 134c-18-4-36-3-52 5M180 147c-18-4-36-3-52 5"
        stroke="#d8c4a0"
        strokeWidth="3"
        strokeLinecap="round"
        fill="none"
      />
    </svg>
  );
}

export function BlankPicture() {
  return (
    <svg viewBox="0 0 200 200" aria-hidden="true">
      <path d="M0 150c30-22 60-22 92-6 30-26 70-30 108-6v62H0z" fill="var(--blank-near)" />
      <path d="M0 168c40-14 90-14 200 4v28H0z" fill="var(--blank-ground)" />
      <circle cx="148" cy="54" r="18" fill="var(--blank-sun)" />
      <path
        d="M58 150V104m0 6-13-12m13 24 12-12"
        stroke="var(--blank-tree)"
        strokeWidth="6"
        strokeLinecap="round"
        fill="none"
      />
    </svg>
  );
}

export function Silhouette() {
  return (
    <svg viewBox="0 0 120 120" aria-hidden="true">
      <path
        d="M38 46 30 20l22 14c6-2 12-2 18 0l22-14-8 26c3 5 4 10 4 15 0 17-13 28-28 28S32 78 32 61c0-5 2-10 6-15z"
        fill="var(--blank-near)"
      />
      <path d="M22 120c2-24 16-34 38-34s36 10 38 34z" fill="var(--blank-ground)" />
    </svg>
  );
}
