import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import { Link } from "react-router";
import { keyNames } from "../language/keyNames";
import { LANGUAGES, type Language, t } from "../language/language";
import { ErrorNote } from "../ui/ErrorNote";
import { Account } from "./Account";
import { type Look, type Motion, type Preferences, preferences, type Writing } from "./preferences";
import "./settings.css";

/** How the editor shows itself: language, light or dark, motion; and its keys. */
export function SettingsScreen() {
  const held = useSyncExternalStore(preferences.subscribe, preferences.snapshot);
  const choose = useMutation({ mutationFn: (change: Partial<Preferences>) => preferences.choose(change) });
  useEffect(() => {
    document.title = `${t("Settings")} · Storyboard`;
  }, []);
  return (
    <main className="settings">
      <Link to="/">{t("Back to your stories")}</Link>
      <h1>{t("Settings")}</h1>
      <div className="sheet settings__sheet">
        <Choice label={t("Language of the editor")} name="language">
          {(Object.keys(LANGUAGES) as Language[]).map((language) => (
            <Option
              key={language}
              name="language"
              label={<span lang={language}>{LANGUAGES[language]}</span>}
              checked={held.language === language}
              onChoose={() => choose.mutate({ language })}
            />
          ))}
        </Choice>
        <p className="small soft">
          {t("It changes buttons and messages, not your story. A few rare messages are in English.")}
        </p>
        <Choice label={t("Look")} name="look">
          {LOOKS().map(([look, label]) => (
            <Option
              key={look}
              name="look"
              label={label}
              checked={held.look === look}
              onChoose={() => choose.mutate({ look })}
            />
          ))}
        </Choice>
        <Choice label={t("Motion")} name="motion">
          {MOTIONS().map(([motion, label]) => (
            <Option
              key={motion}
              name="motion"
              label={label}
              checked={held.motion === motion}
              onChoose={() => choose.mutate({ motion })}
            />
          ))}
        </Choice>
        <Choice label={t("Typeface of what you write")} name="writing">
          {WRITINGS().map(([writing, label]) => (
            <Option
              key={writing}
              name="writing"
              label={<span data-typeface={writing}>{label}</span>}
              checked={held.writing === writing}
              onChoose={() => choose.mutate({ writing })}
            />
          ))}
        </Choice>
        <p className="small soft">
          {t("It is for reading while you write. The typeface of the book is chosen where the book is made.")}
        </p>
        <ErrorNote error={choose.error} />
      </div>
      <Account />
      <section className="sheet settings__sheet">
        <h2>{t("Keys")}</h2>
        <dl className="settings__keys">
          {KEYS().map(([keys, does]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </section>
    </main>
  );
}

const LOOKS = (): [Look, string][] => [
  ["system", t("As the system")],
  ["light", t("Light")],
  ["dark", t("Dark")],
];

const MOTIONS = (): [Motion, string][] => [
  ["system", t("As the system")],
  ["less", t("No motion")],
];

const WRITINGS = (): [Writing, string][] => [
  ["book", t("As in the book")],
  ["andika", t("Andika, for children who learn to read")],
  ["lexend", t("Lexend, easier to read with dyslexia")],
  ["hyperlegible", t("Atkinson Hyperlegible, easier to read with low vision")],
];

const KEYS = (): [keys: string, does: string][] => [
  [keyNames("Ctrl", "Enter"), t("Draw the open page")],
  [keyNames("Ctrl", "Z"), t("Undo")],
  [`${keyNames("Ctrl", "Shift", "Z")} · ${keyNames("Ctrl", "Y")}`, t("Redo")],
  [`${keyNames("Page Up")} · ${keyNames("Page Down")}`, t("Turn to the page before or after")],
  ["1 – 9", t("Pick a look, while the focus is in a character’s card")],
  ["@", t("Name somebody in a text or scene")],
  ["← · →", t("Turn the pages of the book, while it is being read")],
  [keyNames("Esc"), t("Close what is open")],
];

function Choice({ label, name, children }: { label: string; name: string; children: ReactNode }) {
  return (
    <fieldset className="settings__choice" data-name={name}>
      <legend className="field__label">{label}</legend>
      <div className="row">{children}</div>
    </fieldset>
  );
}

interface OptionProps {
  name: string;
  label: ReactNode;
  checked: boolean;
  onChoose(): void;
}

function Option({ name, label, checked, onChoose }: OptionProps) {
  return (
    <label className="switch settings__option">
      <input type="radio" name={name} checked={checked} onChange={onChoose} />
      {label}
    </label>
  );
}
