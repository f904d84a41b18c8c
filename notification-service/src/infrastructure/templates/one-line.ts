/** What somebody has typed, without line breaks: in plain text they would let it pass for lines of ours. */
export const oneLine = (typed: string): string => typed.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
