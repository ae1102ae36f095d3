/** What a worker does: it takes parts of a call from its slots until the job is over, waits for the next one, and for messages. */

import { PHASE } from "../alignment.ts";
import { reference } from "../reference/executor.ts";
import type { Executor } from "../table.ts";
import { WasmExecutor } from "../wasm/executor.ts";
import { Arena, KINDS } from "./arena.ts";
import type { Message, Plan } from "./job.ts";
import {
  ASLEEP,
  CONTROL,
  callOf,
  DONE,
  FILLED,
  FINISHED,
  JOB,
  numbersIn,
  PLAN,
  REFUSED,
  SLOTS,
  slotsAt,
  stateOf,
  TAKEN,
  wordsOf,
} from "./job.ts";
import { geometryOf, lengthOf, placeOf } from "./parts.ts";
import { changes, sleep, tell } from "./waiting.ts";

/** Where a worker's messages come from: the port of a Node worker, or a web worker itself. */
export interface Port {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}

/** Milliseconds after which a worker that waits for a part looks whether the job is over. */
const PATIENCE = 50;
/** Milliseconds without a job after which a worker goes back to its event loop. */
const IDLE = 50;
/**
 * Milliseconds that a worker reads before it sleeps. Who sleeps is often woken on the core of who wakes it (Linux 6.18), and then
 * both share it for some 20 milliseconds: measured, of calls of 0.5.
 */
const MOMENT = 0.5;

/** Serves a port for as long as the worker lives. */
export function serve(port: Port): void {
  const server = new Server();
  port.onmessage = ({ data }) => server.hear(data as Message);
}

class Server {
  readonly #executors = new Map<string, Executor>();
  readonly #plans = new Map<number, Plan>();
  #words = wordsOf(0);
  /** Messages so far. */
  #heard = 0;
  /** The last job that it has looked at. */
  #job = 0;
  #arena: Arena | null = null;

  hear(message: Message): void {
    this.#heard++;
    if (message.kind === "start") this.#words = wordsOf(message.worker);
    else if (message.kind === "attach") {
      this.#arena = new Arena(message.memory);
      Atomics.store(this.#arena.control, this.#words.ready, 1);
    } else if (message.kind === "executes") {
      const { backend, module } = message;
      this.#executors.set(backend, module === null ? reference : new WasmExecutor(module));
    } else if (message.kind === "plan") this.#plans.set(message.plan, message);
    else {
      Atomics.store(this.#arena!.control, this.#words.heard, this.#heard);
      this.#look(this.#arena!);
    }
  }

  /** Works at one job after another, until none has come for a while or a message waits. */
  #look(arena: Arena): void {
    const { control } = arena;
    const { signal, asleep, hears, posted } = this.#words;
    Atomics.store(control, hears, 1);
    for (;;) {
      const seen = Atomics.load(control, signal);
      const job = Atomics.load(control, JOB);
      if (Atomics.load(control, posted) !== this.#heard) break; // the job's plan may be among the messages
      if (job !== 0 && job !== this.#job) {
        this.#job = job;
        const plan = this.#plans.get(Atomics.load(control, PLAN));
        if (plan !== undefined) this.#work(job, plan, arena); // else it is that of a later job
      } else if (
        !changes(control, signal, seen, MOMENT) &&
        !sleep(control, signal, seen, asleep, IDLE) &&
        Atomics.load(control, JOB) === job
      )
        break;
    }
    Atomics.store(control, hears, 0);
  }

  #work(job: number, plan: Plan, arena: Arena): void {
    const { control } = arena;
    const { worker, signal, state, units, asleep } = this.#words;
    const { slotBytes } = plan.layout;
    const slots = slotsAt(plan.layout, worker);
    const filled = stateOf(job, FILLED);
    const taken = stateOf(job, TAKEN);
    let hasWhole = false;
    for (let slot = 0; ; slot = (slot + 1) % SLOTS) {
      for (;;) {
        const seen = Atomics.load(control, signal);
        if (Atomics.load(control, JOB) !== job) return;
        if (Atomics.compareExchange(control, state[slot]!, filled, taken) === filled) break;
        if (!changes(control, signal, seen, MOMENT)) sleep(control, signal, seen, asleep, PATIENCE);
      }
      const done = this.#part(plan, arena, slots + slot * slotBytes, control[units[slot]!]!, hasWhole);
      hasWhole ||= done;
      Atomics.store(control, state[slot]!, stateOf(job, done ? FINISHED : REFUSED));
      tell(control, DONE, ASLEEP);
    }
  }

  /** Computes the part in the slot at `start`, in memory of its own. */
  #part(plan: Plan, arena: Arena, start: number, units: number, hasWhole: boolean): boolean {
    const { backend, split, layout } = plan;
    const { pieces } = split;
    const { places, wholeBytes, slotBytes } = layout;
    const bytesOf = (i: number): number =>
      lengthOf(pieces[i]!, units) * KINDS[pieces[i]!.kind]!.BYTES_PER_ELEMENT;
    try {
      const own = PHASE + wholeBytes; // where the part lies here
      const buffer = arena.own(own + slotBytes);
      for (const [i, { isRead, isWhole }] of pieces.entries()) {
        if (!isRead || (isWhole && hasWhole)) continue;
        if (isWhole) arena.take(PHASE + places[i]!, CONTROL + places[i]!, bytesOf(i));
        else arena.take(own + places[i]!, start + places[i]!, bytesOf(i));
      }
      const call = callOf(
        plan,
        numbersIn(arena.memory),
        units,
        buffer,
        (i, { isWhole }) => places[i]! + (isWhole ? PHASE : own),
      );
      const executor = this.#executors.get(backend)!;
      const geometry = placeOf({ ...split, units }, 0, units, hasWhole) ?? geometryOf(split, units);
      executor.run(split.kernel, geometry as never, call as never);
      for (const [i, { isWritten }] of pieces.entries())
        if (isWritten) arena.put(start + places[i]!, own + places[i]!, bytesOf(i));
      return true;
    } catch {
      return false;
    }
  }
}
