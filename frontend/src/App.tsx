import { QueryClientProvider, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";
import { ApiError } from "./api/errors";
import { newQueryClient, studioQuery } from "./api/queries";
import { CastScreen } from "./cast/CastScreen";
import { ExportScreen } from "./export/ExportScreen";
import { JobTray } from "./jobs/JobTray";
import { Library } from "./library/Library";
import { PagesScreen } from "./pages/PagesScreen";
import { StoryFrame } from "./story/StoryFrame";
import { FoxReading } from "./ui/art";
import { ErrorNote } from "./ui/ErrorNote";
import { ToastProvider } from "./ui/Toasts";

export function App() {
  const [queries] = useState(newQueryClient);
  return (
    <QueryClientProvider client={queries}>
      <ToastProvider>
        <BrowserRouter>
          <Door>
            <Routes>
              <Route path="/" element={<Library />} />
              <Route path="/stories/:storyId" element={<StoryFrame />}>
                <Route index element={<Navigate to="cast" replace />} />
                <Route path="cast" element={<CastScreen />} />
                <Route path="pages/:pageId?" element={<PagesScreen />} />
                <Route path="export" element={<ExportScreen />} />
              </Route>
              <Route path="*" element={<Navigate to="/" replace />} />
            </Routes>
            <Routes>
              <Route path="/stories/:storyId/*" element={<JobTray />} />
              <Route path="*" element={<JobTray />} />
            </Routes>
          </Door>
        </BrowserRouter>
      </ToastProvider>
    </QueryClientProvider>
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
