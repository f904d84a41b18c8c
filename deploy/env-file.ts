const QUOTES = ["'", '"', '`'];

/**
 * The text from which `node --env-file` reads exactly these variables (https://nodejs.org/api/cli.html#--env-fileconfig).
 *
 * @throws Error for a value that such a file cannot hold.
 */
export function envFile(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => {
      const quote = QUOTES.find((mark) => !value.includes(mark));
      // Between double quotes, `\n` would become a line break.
      if (quote === undefined || (quote === '"' && value.includes('\\n'))) {
        throw new Error(`${name} holds several kinds of quotation marks. Set it to a value with fewer.`);
      }
      return `${name}=${quote}${value}${quote}\n`;
    })
    .join('');
}
