/** The text that the model learns, and its tokens: single characters, and the line break before and after a sentence. */

/** How Lewis Carroll's "Alice's Adventures in Wonderland" (1865) begins, in small letters. */
export const TEXT = `
alice was beginning to get very tired of sitting by her sister on the bank
and of having nothing to do
once or twice she had peeped into the book her sister was reading
but it had no pictures or conversations in it
and what is the use of a book thought alice without pictures or conversations
so she was considering in her own mind
as well as she could for the hot day made her feel very sleepy and stupid
whether the pleasure of making a daisy chain would be worth the trouble of getting up and picking the daisies
when suddenly a white rabbit with pink eyes ran close by her
there was nothing so very remarkable in that
nor did alice think it so very much out of the way to hear the rabbit say to itself
oh dear oh dear i shall be late
when she thought it over afterwards it occurred to her that she ought to have wondered at this
but at the time it all seemed quite natural
but when the rabbit actually took a watch out of its waistcoat pocket and looked at it and then hurried on
alice started to her feet
for it flashed across her mind that she had never before seen a rabbit with either a waistcoat pocket
or a watch to take out of it
and burning with curiosity she ran across the field after it
and fortunately was just in time to see it pop down a large rabbit hole under the hedge
`;

export const TOKENS = [...new Set(TEXT)].sort();

/** @throws RangeError for a character that the text does not have. */
export function encode(text: string): number[] {
  return [...text].map((character) => {
    const token = TOKENS.indexOf(character);
    if (token < 0) throw new RangeError(`the model knows no ${JSON.stringify(character)}`);
    return token;
  });
}

/** A token as one visible character. */
export const shown = (token: number): string => ({ "\n": "⏎", " ": "␣" })[TOKENS[token]!] ?? TOKENS[token]!;
