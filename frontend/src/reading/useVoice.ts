import { useCallback, useEffect, useRef, useState } from "react";

/** Reads texts aloud with the browser's own voice, one after the other; `onEnd` when the last one was read to its end. */
export function useVoice() {
  const voice = typeof speechSynthesis === "undefined" ? null : speechSynthesis;
  const [speaking, setSpeaking] = useState(false);
  const run = useRef(0);

  const stop = useCallback(() => {
    run.current += 1;
    voice?.cancel();
    setSpeaking(false);
  }, [voice]);

  const speak = useCallback(
    (text: string, lang: string, onEnd: () => void) => {
      if (!voice) return;
      run.current += 1;
      const mine = run.current;
      voice.cancel();
      setSpeaking(true);
      const words = new SpeechSynthesisUtterance(text);
      words.lang = lang;
      // A cancelled reading ends too, but it is not the one that goes on.
      words.onend = () => {
        if (run.current === mine) onEnd();
      };
      words.onerror = () => {
        if (run.current === mine) setSpeaking(false);
      };
      voice.speak(words);
    },
    [voice],
  );

  useEffect(() => stop, [stop]);
  return { can: voice !== null, speaking, speak, stop };
}
