import { control } from '../stripe/fixture.ts';

interface Shown {
  seed: number;
  rules: { where: string; what: string; seen: number; strikes: number }[];
}

/** Replaces the faults of a running sandbox. */
export async function switchFaults(url: string, rules: object[], seed = 7): Promise<void> {
  const answer = await control(`${url}/_sandbox/faults`, { seed, rules }, 'PUT');
  if (!answer.ok) throw new Error(await answer.text());
}

export async function shownFaults(url: string): Promise<Shown> {
  return (await (await fetch(`${url}/_sandbox/faults`)).json()) as Shown;
}
