import "fake-indexeddb/auto";
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(() => {
  cleanup();
  localStorage.clear();
});

// What a test does not answer goes nowhere: there is no network in here.
globalThis.fetch = async () => {
  throw new TypeError("This test answers no requests.");
};
