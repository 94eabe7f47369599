import { QueryClientProvider, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState, useSyncExternalStore } from "react";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";
import { ApiError } from "./api/errors";
import { newQueryClient, studioQuery } from "./api/queries";
import { BoardScreen } from "./board/BoardScreen";
import { CastScreen } from "./cast/CastScreen";
import { ExportScreen } from "./export/ExportScreen";
import { JobTray } from "./jobs/JobTray";
import { Library } from "./library/Library";
import { PagesScreen } from "./pages/PagesScreen";
import { Reader } from "./reading/Reader";
import { preferences } from "./settings/preferences";
import { SettingsScreen } from "./settings/SettingsScreen";
import { SharedBook } from "./shared/SharedBook";
import { StoryFrame } from "./story/StoryFrame";
import { FoxReading } from "./ui/art";
import { ErrorNote } from "./ui/ErrorNote";
import { ToastProvider } from "./ui/Toasts";

export function App() {
  const [queries] = useState(newQueryClient);
  const { language } = useSyncExternalStore(preferences.subscribe, preferences.snapshot);
  return (
    <QueryClientProvider client={queries}>
      {/* Another language draws everything anew; what is open and what is written stays. */}
      <ToastProvider key={language}>
        <BrowserRouter>
          <Routes>
            <Route path="/shared/:token" element={<SharedBook />} />
            <Route path="*" element={<Inside />} />
          </Routes>
        </BrowserRouter>
      </ToastProvider>
    </QueryClientProvider>
  );
}

/** Everything that somebody has to be let in for. */
function Inside() {
  return (
    <Door>
      <Routes>
        <Route path="/" element={<Library />} />
        <Route path="/settings" element={<SettingsScreen />} />
        <Route path="/stories/:storyId" element={<StoryFrame />}>
          <Route index element={<Navigate to="cast" replace />} />
          <Route path="cast" element={<CastScreen />} />
          <Route path="pages/:pageId?" element={<PagesScreen />} />
          <Route path="board" element={<BoardScreen />} />
          <Route path="export" element={<ExportScreen />} />
        </Route>
        <Route path="/stories/:storyId/read" element={<Reader />} />
        <Route path="*" element={<Navigate to="/" replace />} />
      </Routes>
      <Routes>
        <Route path="/stories/:storyId/read" element={null} />
        <Route path="/stories/:storyId/*" element={<JobTray />} />
        <Route path="*" element={<JobTray />} />
      </Routes>
    </Door>
  );
}

/** Without a session there is nothing to show but the way in. */
function Door({ children }: { children: ReactNode }) {
  const studio = useQuery(studioQuery);
  if (studio.error instanceof ApiError && studio.error.status === 401) {
    return (
      <main className="empty">
        <FoxReading />
        <h1>Storyboard</h1>
        <ErrorNote error={studio.error} />
      </main>
    );
  }
  return children;
}
