/** The user of these tests, registered as an app does it. */
declare module 'safejwt-js' {
  interface Register {
    user: { id: number; username: string; email: string };
  }
}

export {};
