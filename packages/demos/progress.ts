/** A progress bar on a terminal; in a log file, a line for every quarter of the work. */

const WIDTH = 30;

/** @returns what is to be told the part of the work that is done, from 0 to 1, and what else there is to say. */
export function progress(title: string, out: NodeJS.WriteStream): (done: number, facts: string) => void {
  const start = performance.now();
  let quarter = 0;
  let ended = false;
  return (done, facts) => {
    if (ended) return;
    ended = done >= 1;
    const percent = String(Math.floor(100 * done)).padStart(3);
    const seconds = Math.round((performance.now() - start) / 1000);
    const state = `${percent} %   ${facts}   ${seconds} s`;
    if (out.isTTY) {
      const bar = "█".repeat(Math.floor(done * WIDTH)).padEnd(WIDTH, "░");
      out.write(`\r${title}   ${bar}   ${state}${ended ? "\n" : ""}`);
    } else if (Math.floor(done * 4) > quarter) {
      quarter = Math.floor(done * 4);
      out.write(`${title}   ${state}\n`);
    }
  };
}
