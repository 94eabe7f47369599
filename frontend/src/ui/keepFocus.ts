/** What holds things that belong together: the next best place for the focus is in the same one. */
const GROUPS = "li, ul, ol, fieldset, form, article, section, details, nav, dialog, header, main";
const TABBABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]';
/** How long something that was switched off may be on again before the focus moves on. */
const PATIENCE_MS = 1000;
const REMEMBERED = 6;

/** Where the focus was: the thing itself, and its place in each group around it. */
interface Trail {
  thing: HTMLElement;
  groups: { group: Element; index: number }[];
}

function tabbables(group: Element): HTMLElement[] {
  return [...group.querySelectorAll<HTMLElement>(TABBABLE)].filter(canHold);
}

function canHold(thing: HTMLElement): boolean {
  return thing.isConnected && thing.matches(TABBABLE) && thing.checkVisibility() && !thing.closest("[inert]");
}

function trailOf(thing: HTMLElement): Trail {
  const groups: Trail["groups"] = [];
  for (let at = thing.parentElement?.closest(GROUPS); at; at = at.parentElement?.closest(GROUPS)) {
    groups.push({ group: at, index: tabbables(at).indexOf(thing) });
  }
  return { thing, groups };
}

function neighbour({ thing, groups }: Trail): HTMLElement | undefined {
  if (canHold(thing)) return thing;
  // Out of a window that has closed, the way leads to what opened it.
  if (groups.some(({ group }) => group instanceof HTMLDialogElement && !group.isConnected)) return undefined;
  for (const { group, index } of groups) {
    const near = group.isConnected ? tabbables(group) : [];
    const found = near[Math.min(Math.max(index, 0), near.length - 1)];
    if (found) return found;
  }
  return undefined;
}

/** The heading of the screen, for when nothing of the old one is left. */
function heading(): HTMLElement | null {
  const found = document.querySelector<HTMLElement>("dialog[open] h2, main h1, main h2, h1");
  if (found && !found.hasAttribute("tabindex")) found.tabIndex = -1;
  return found;
}

/**
 * Keyboards and screen readers are never left with nothing: when what has the focus is gone or switched off, the focus
 * goes to its nearest neighbour; when a window over the screen closes, to where it came from. Who uses a pointer is
 * left alone. Returns the undoing.
 */
export function keepFocus(): () => void {
  const keeper = new Keeper();
  const watcher = new MutationObserver(keeper.look);
  const what = { subtree: true, childList: true, attributeFilter: ["disabled", "open", "hidden", "inert"] };
  watcher.observe(document.body, what);
  const hears: [string, (event: Event) => void][] = [
    ["focusin", keeper.arrive],
    ["pointerdown", keeper.point],
    ["keydown", keeper.press],
  ];
  for (const [kind, hear] of hears) document.addEventListener(kind, hear, true);
  return () => {
    watcher.disconnect();
    keeper.stop();
    for (const [kind, hear] of hears) document.removeEventListener(kind, hear, true);
  };
}

class Keeper {
  private trails: Trail[] = [];
  private keys = false;
  private timer: number | undefined;

  readonly point = (): void => {
    this.keys = false;
  };

  readonly press = (): void => {
    this.keys = true;
  };

  readonly arrive = ({ target }: Event): void => {
    if (!(target instanceof HTMLElement) || target === document.body) return;
    const others = this.trails.filter(({ thing }) => thing !== target);
    this.trails = [...others, trailOf(target)].slice(-REMEMBERED);
  };

  readonly look = (): void => {
    const last = this.lost();
    if (!last) return;
    const off = last.isConnected && last.matches(":disabled");
    this.stop();
    // Something else may take the focus in the same breath, as a field of the next screen does.
    this.timer = window.setTimeout(this.move, off ? PATIENCE_MS : 0);
  };

  stop(): void {
    window.clearTimeout(this.timer);
  }

  private readonly move = (): void => {
    if (!this.lost()) return;
    const ways = this.trails.toReversed().map(neighbour);
    (ways.find((way) => way !== undefined) ?? heading())?.focus();
  };

  /** What had the focus, if nothing has it now. */
  private lost(): HTMLElement | undefined {
    const now = document.activeElement;
    const nothing = now === null || now === document.body || now.matches(":disabled");
    return this.keys && nothing ? this.trails.at(-1)?.thing : undefined;
  }
}
