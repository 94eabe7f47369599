import { type ReactNode, useEffect, useRef, useState } from "react";

/** From so many on a list is long: only what is near the screen is drawn. */
const LONG = 40;

export function isLong(count: number): boolean {
  return count >= LONG;
}

interface LongItemProps {
  /** Whether the list that it is in is long. */
  long: boolean;
  className?: string;
  children: ReactNode;
}

/** An item that is empty, but keeps its place, while it is far from what is seen of a long list. */
export function LongItem({ long, className, children }: LongItemProps) {
  const item = useRef<HTMLLIElement>(null);
  const [near, setNear] = useState(!long);
  const [height, setHeight] = useState<number>();
  useEffect(() => {
    const it = item.current;
    if (!long || !it) {
      setNear(true);
      return;
    }
    const look = ([entry]: IntersectionObserverEntry[]): void => {
      // What has the focus stays, however far it is scrolled away.
      const here = entry?.isIntersecting === true || it.contains(document.activeElement);
      if (!here) setHeight(it.offsetHeight);
      setNear(here);
    };
    // As far again as what is seen: the next items are there before they are scrolled or tabbed to.
    const options = { rootMargin: "100%", scrollMargin: "100%" };
    const watcher = new IntersectionObserver(look, options);
    watcher.observe(it);
    return () => watcher.disconnect();
  }, [long]);
  return (
    <li ref={item} className={className} style={near ? undefined : { minHeight: height }}>
      {near && children}
    </li>
  );
}
