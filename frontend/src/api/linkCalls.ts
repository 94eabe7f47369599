import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "./client";

/* The link under which a story is read, for its owner and for everybody who has it. */

export function linkQuery(story: string) {
  const params = { path: { story_id: story } };
  return queryOptions({
    queryKey: ["link", story],
    queryFn: () => unwrap(client.GET("/api/stories/{story_id}/link", { params })),
    staleTime: 0,
  });
}

/** Make the link of a story, or withdraw it. */
export function setLink(story: string, there: boolean) {
  const params = { path: { story_id: story } };
  const path = "/api/stories/{story_id}/link";
  return unwrap(there ? client.PUT(path, { params }) : client.DELETE(path, { params }));
}

export function openBookQuery(token: string) {
  return queryOptions({
    queryKey: ["open book", token],
    queryFn: () => unwrap(client.GET("/api/shared/{token}", { params: { path: { token } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
