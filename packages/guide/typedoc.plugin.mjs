/** What TypeDoc does for the guide beside what its options say. */

import { Converter, ReflectionKind } from "typedoc";
import { MarkdownPageEvent } from "typedoc-plugin-markdown";

/** @param {import("typedoc-plugin-markdown").MarkdownApplication} app */
export function load(app) {
  // A class says what it extends; else the page of each module would repeat all of Module's, and Parameter's all of Tensor's.
  // What comes from a class without a page stays.
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const reflection of project.getReflectionsByKind(ReflectionKind.ClassMember))
      if (reflection.inheritedFrom?.reflection !== undefined) project.removeReflection(reflection);
  });
  // Pages that only list others would stand above them in what the search finds. The class is the style sheet's.
  app.renderer.on(MarkdownPageEvent.END, (page) => {
    const isList = page.model.kindOf(ReflectionKind.SomeModule | ReflectionKind.Project);
    page.contents = `---\npageClass: api\nsearch: ${!isList}\n---\n\n${page.contents}`;
  });
}
