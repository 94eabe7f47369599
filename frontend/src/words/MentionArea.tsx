import {
  type ComponentPropsWithRef,
  type KeyboardEvent,
  type RefObject,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { t } from "../language/language";
import { type Mention, mentionAt, type Person, withMention } from "./mentions";
import "./words.css";

interface MentionAreaProps extends Omit<ComponentPropsWithRef<"textarea">, "onChange" | "ref"> {
  value: string;
  people: Person[];
  onText(text: string): void;
  /** Somebody was put into the text by an "@". */
  onMention(person: Person): void;
  box?: RefObject<HTMLTextAreaElement | null>;
}

/** A text in which "@" offers the cast: the name goes into the words, and its owner into the picture. */
export function MentionArea({ people, onText, onMention, box, ...rest }: MentionAreaProps) {
  const own = useRef<HTMLTextAreaElement>(null);
  const area = box ?? own;
  const list = useId();
  const offer = useOffer(people, area, (person, text) => {
    onText(text);
    onMention(person);
  });
  const chosen = offer.mention?.people[offer.at];
  return (
    <>
      <textarea
        {...rest}
        ref={area}
        aria-autocomplete="list"
        aria-controls={offer.mention ? list : undefined}
        aria-activedescendant={chosen && `${list}-${chosen.id}`}
        onChange={(event) => {
          onText(event.target.value);
          offer.look(event.target.value, event.target.selectionStart);
        }}
        onKeyDown={offer.onKey}
        onBlur={offer.close}
      />
      {offer.mention && (
        <div className="mentions" role="listbox" id={list} aria-label={t("Who is meant")}>
          {offer.mention.people.map((person, index) => (
            // Chosen with the arrow keys and Enter in the text, where the focus stays.
            // biome-ignore lint/a11y/useFocusableInteractive: aria-activedescendant
            // biome-ignore lint/a11y/useKeyWithClickEvents: as above
            <div
              key={person.id}
              id={`${list}-${person.id}`}
              role="option"
              aria-selected={index === offer.at}
              className="mentions__one"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => offer.take(person)}
            >
              {person.name}
            </div>
          ))}
        </div>
      )}
      <span className="only-heard" role="status">
        {offer.mention && t("{{count}} names to choose from", { count: offer.mention.people.length })}
      </span>
    </>
  );
}

function useOffer(
  people: Person[],
  area: RefObject<HTMLTextAreaElement | null>,
  onTake: (person: Person, text: string) => void,
) {
  const [mention, setMention] = useState<Mention | null>(null);
  const [at, setAt] = useState(0);
  const caret = useRef<number | null>(null);
  const close = (): void => setMention(null);

  // The new text is in the page only after the parent has drawn it.
  useLayoutEffect(() => {
    if (caret.current === null) return;
    area.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });

  const take = (person: Person): void => {
    if (!mention || !area.current) return;
    const made = withMention(area.current.value, mention, person);
    caret.current = made.caret;
    close();
    onTake(person, made.text);
  };
  const moves: Record<string, () => void> = {
    ArrowDown: () => setAt((at + 1) % (mention?.people.length ?? 1)),
    ArrowUp: () => setAt((at + (mention?.people.length ?? 1) - 1) % (mention?.people.length ?? 1)),
    Enter: () => mention?.people[at] && take(mention.people[at]),
    Tab: () => mention?.people[at] && take(mention.people[at]),
    Escape: close,
  };
  const onKey = (event: KeyboardEvent): void => {
    const move = moves[event.key];
    // While a writing system composes a word, Enter and the arrows are its own.
    if (!mention || !move || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };
  const look = (text: string, position: number): void => {
    setMention(mentionAt(text, position, people));
    setAt(0);
  };
  return { mention, at, look, take, close, onKey };
}
