/** What the tests need of a browser, with both ways to drive one. */

export interface Tab {
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Calls `script` in the page with serializable arguments, and waits for its promise. */
  evaluate<TArguments extends unknown[], TResult>(
    script: (...given: TArguments) => TResult | Promise<TResult>,
    ...given: TArguments
  ): Promise<TResult>;
  fill(selector: string, text: string): Promise<void>;
  click(selector: string): Promise<void>;
}

/** A browser without cookies, whose tabs share those they get. */
export interface Profile {
  newTab(): Promise<Tab>;
  close(): Promise<void>;
}

/** A running browser. */
export interface Engine {
  version: string;
  newProfile(): Promise<Profile>;
  close(): Promise<void>;
}

/** The path of a program, which scripts/bare-machine/browsers.py finds. */
export function program(variable: 'FIREFOX_PATH' | 'WEBKIT_DRIVER_PATH' | 'WEBKIT_PATH'): string {
  const path = process.env[variable];
  if (!path) throw new Error(`${variable} is not set: make firefox (or webkit) sets it.`);
  return path;
}
