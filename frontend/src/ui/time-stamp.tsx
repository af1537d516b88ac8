import dayjs from 'dayjs';
import localizedFormat from 'dayjs/plugin/localizedFormat';
import { useTranslation } from 'react-i18next';

// Day.js instead of `Intl`: on a phone, formatting the first date with `Intl` blocks the page for 0.1 s.
dayjs.extend(localizedFormat);

/** A date and time in the user's time zone and language. `value` is ISO 8601. */
export function TimeStamp({ value, dateOnly = false }: { value: string; dateOnly?: boolean }) {
  const { i18n } = useTranslation();
  return (
    <time dateTime={value}>
      {dayjs(value)
        .locale(i18n.language)
        .format(dateOnly ? 'll' : 'lll')}
    </time>
  );
}
