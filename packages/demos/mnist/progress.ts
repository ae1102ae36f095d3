/** A progress bar on a terminal; in a log file, a line for every quarter of the work. */

const WIDTH = 30;

export function progress(title: string, out: NodeJS.WriteStream): (done: number, loss: number) => void {
  const start = performance.now();
  let quarter = 0;
  return (done, loss) => {
    const percent = String(Math.floor(100 * done)).padStart(3);
    const seconds = Math.round((performance.now() - start) / 1000);
    const state = `${percent} %   loss ${loss.toFixed(3)}   ${seconds} s`;
    if (out.isTTY) {
      const bar = "█".repeat(Math.floor(done * WIDTH)).padEnd(WIDTH, "░");
      out.write(`\r${title}   ${bar}   ${state}${done < 1 ? "" : "\n"}`);
    } else if (Math.floor(done * 4) > quarter) {
      quarter = Math.floor(done * 4);
      out.write(`${title}   ${state}\n`);
    }
  };
}
