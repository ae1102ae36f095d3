/** Observable Plot outside of a browser: what it needs there, and what the pictures have in common. */

export const STYLE = { color: "#222", fontSize: "12px", fontFamily: "system-ui, sans-serif" } as const;

/** An empty document to draw in, made by linkedom's `parseHTML`. */
export const emptyDocument = (parseHTML: (html: string) => { readonly document: unknown }): Document =>
  parseHTML("<html><body></body></html>").document as Document;
