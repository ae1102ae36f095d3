/** A live region for screen readers, which says the loss once it stands still. */

const QUIET = 500; // milliseconds without a change

export function createAnnouncer(): (text: string) => void {
  const region = document.createElement("div");
  region.className = "unseen";
  region.setAttribute("role", "status");
  document.body.append(region);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let said: string | null = null;
  return (text) => {
    if (said === null) said = text; // what the page opens with is no news
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (text === said) return;
      said = text;
      region.textContent = text;
    }, QUIET);
  };
}
