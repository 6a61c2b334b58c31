/** With a capital, but where it begins with a symbol: x / (1 + |x|). */
export const capitalized = (text: string): string =>
  /^\p{L}(?![\p{L}\p{N}]| \p{L}{2,})/u.test(text) || /^(?:exp|log|tanh)\b/.test(text)
    ? text
    : text[0].toUpperCase() + text.slice(1);
