import { Arena, sharedMemory } from "../../../src/backends/threads/arena";
import { type Message, wordsOf } from "../../../src/backends/threads/job";
import { looks, type Member, post } from "../../../src/backends/threads/member";

test("a worker looks for jobs once it was called, until it has gone back to its event loop", () => {
  const arena = new Arena(sharedMemory(65536));
  const { control } = arena;
  const words = wordsOf(0);
  const sent: Message[] = [];
  const thread = { post: (message: Message) => void sent.push(message), stop: () => {} };
  const member: Member = {
    ...{ words, thread, arena, knows: new Set<string>(), plans: [] },
    ...{ posted: 0, isCalled: false, isReady: true, isOver: false },
  };
  expect(looks(member)).toBe(false);
  post(member, { kind: "start", worker: 0 });
  expect(looks(member)).toBe(false); // nobody has called it
  post(member, { kind: "look" });
  expect(sent.map(({ kind }) => kind)).toEqual(["start", "look"]);
  expect(control[words.posted]).toBe(2);
  expect(looks(member)).toBe(true); // it will, when it has heard that
  control[words.heard] = 2;
  control[words.hears] = 1;
  expect(looks(member)).toBe(true);
  control[words.hears] = 0;
  expect(looks(member)).toBe(false);
});
