/** A part of the app that is fetched when it is first needed, or before. */
export interface Part<Module> {
  fetch(): Promise<Module>;
  /** For React's `lazy`: a part that is there already is shown at once, and nothing in its place before. */
  shown(): Promise<Module>;
}

export function part<Module>(load: () => Promise<Module>): Part<Module> {
  let there: Module | null = null;

  async function fetch(): Promise<Module> {
    there ??= await load();
    return there;
  }

  function shown(): Promise<Module> {
    if (there === null) return fetch();
    const module = there;
    // biome-ignore lint/suspicious/noThenProperty: `lazy` takes any thenable, and does not wait for one that answers at once.
    return { then: (done: (module: Module) => void) => done(module) } as Promise<Module>;
  }

  return { fetch, shown };
}
