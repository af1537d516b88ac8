const dates = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
const datesAndTimes = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

/** A moment in the person's own time zone. `value` is ISO 8601. */
export function TimeStamp({ value, dateOnly = false }: { value: string; dateOnly?: boolean }) {
  const format = dateOnly ? dates : datesAndTimes;
  return <time dateTime={value}>{format.format(new Date(value))}</time>;
}
