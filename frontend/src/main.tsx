import "@fontsource/atkinson-hyperlegible/400.css";
import "@fontsource/atkinson-hyperlegible/400-italic.css";
import "@fontsource/atkinson-hyperlegible/700.css";
import "@fontsource-variable/baloo-2/index.css";
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/controls.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { desk } from "./saving/desk";
import { preferences } from "./settings/preferences";
import { keepFocus } from "./ui/keepFocus";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root");
desk.watch();
keepFocus();
// Without its catalogue the editor speaks English; nothing else waits for it.
void preferences
  .start()
  .catch(() => undefined)
  .then(() =>
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
  );
