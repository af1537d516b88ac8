import dayjs from 'dayjs';
import localizedFormat from 'dayjs/plugin/localizedFormat';
import { useTranslation } from 'react-i18next';

// Not `Intl`: the first date it writes takes a phone 0.1 s, longer than all else of a page, in which nothing can be done.
dayjs.extend(localizedFormat);

/** A moment in the person's own time zone and language. `value` is ISO 8601. */
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
