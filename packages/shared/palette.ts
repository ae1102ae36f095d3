/** Okabe and Ito's palette, which colour-blind readers can tell apart. */
export const PALETTE = {
  black: "#000000",
  orange: "#e69f00",
  skyBlue: "#56b4e9",
  bluishGreen: "#009e73",
  yellow: "#f0e442",
  blue: "#0072b2",
  vermilion: "#d55e00",
  reddishPurple: "#cc79a7",
} as const;
