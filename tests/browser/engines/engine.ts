/** What the tests ask of a browser; both ways of driving one can do it. */

export interface Tab {
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Calls `script` in the page with what can be sent there, and waits for its promise. */
  evaluate<TArguments extends unknown[], TResult>(
    script: (...given: TArguments) => TResult | Promise<TResult>,
    ...given: TArguments
  ): Promise<TResult>;
  fill(selector: string, text: string): Promise<void>;
  click(selector: string): Promise<void>;
}

/** A browser without cookies whose tabs share those they get. */
export interface Profile {
  newTab(): Promise<Tab>;
  close(): Promise<void>;
}

/** A kind of browser that can be driven. */
export interface Engine {
  version: string;
  newProfile(): Promise<Profile>;
  close(): Promise<void>;
}

/** Where tools/engines.py has found the programs. */
export function program(variable: 'FIREFOX_PATH' | 'WEBKIT_DRIVER_PATH' | 'WEBKIT_PATH'): string {
  const path = process.env[variable];
  if (!path) throw new Error(`${variable} is not set: make engines finds the browser and sets it.`);
  return path;
}
