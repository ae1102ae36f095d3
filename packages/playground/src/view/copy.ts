import type { Texts } from "../texts";

const SHOWN_FOR = 2500; // milliseconds

/** Copies the text of an element; where the browser forbids that, selects it for the visitor to copy. */
export async function copyFrom(button: HTMLButtonElement, id: string, texts: Texts): Promise<void> {
  const source = document.getElementById(id)!;
  const status = button.parentElement!.querySelector<HTMLElement>(".copied")!;
  try {
    await navigator.clipboard.writeText(source.textContent ?? "");
    status.textContent = texts.copied;
  } catch {
    getSelection()?.selectAllChildren(source);
    status.textContent = texts.copyFailed;
  }
  setTimeout(() => {
    status.textContent = "";
  }, SHOWN_FOR);
}
