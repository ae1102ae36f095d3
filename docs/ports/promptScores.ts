import { functional, manualSeed, randint, randn } from "../../src";

// What a language model gives for a prompt of eight tokens, over a vocabulary of twelve, in half precision
manualSeed(76);
const tokens = randint(12, [1, 8]);
const logits = randn([1, 8, 12]).mul(3).to("float16");

// Each position predicts the token that comes next
const next = tokens.slice(1, 1);
const predicting = logits.slice(1, 0, -1);
const { logProb, rank, entropy, argmax, topK } = functional.score(predicting, next, { topK: 3 });
console.log(logProb);

// How many tokens were more likely, and how undecided the model was
const [more, undecided] = [rank, entropy];
const most = argmax;
console.log(more);
console.log(undecided);

// What it would have said, and the runners-up
const top = topK!;
console.log(most);
console.log(top.values);
console.log(top.indices);

// The log-probability of the prompt, and its perplexity
console.log(logProb.sum());
console.log(logProb.mean().neg().exp());

// At half the temperature
const cooler = functional.score(predicting, next, { temperature: 0.5 });
console.log(cooler.logProb);
