/** A text without what a terminal would act on (control characters, orders to reverse the text); line ends stay. */
export const harmless = (text: string): string =>
  text.replace(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
