/** Milliseconds by which the server's clock is ahead of this device's. */
let ahead = 0;

/** The server's time. What the server dates is compared with it, because the clock of a device can be hours off. */
export const serverClock = {
  now: () => Date.now() + ahead,
  /** Reads the time of a response. Not readable if the API is on another host. */
  read({ headers }: Response): void {
    const time = Date.parse(headers.get('Date') ?? '');
    if (!Number.isNaN(time)) ahead = time - Date.now();
  },
};
