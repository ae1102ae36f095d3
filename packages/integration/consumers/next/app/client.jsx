"use client";

import { useEffect, useState } from "react";
import { loss } from "./loss.mjs";

/** Writes what the browser computes, once it has. */
export function Client() {
  const [text, setText] = useState("");
  useEffect(() => setText(`client: ${loss()}`), []);
  return <pre>{text}</pre>;
}
