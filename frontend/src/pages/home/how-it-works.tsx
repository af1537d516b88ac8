import { Text, ThemeIcon, Title } from '@mantine/core';
import { IconCookie, IconKey, IconRefresh } from '@tabler/icons-react';
import { useId } from 'react';
import classes from './how-it-works.module.css';

const ITEMS = [
  {
    name: 'CSRF cookie',
    Icon: IconCookie,
    text: 'Proves that a request comes from this app. The app repeats the cookie’s value in a header, which another site cannot do, and the server checks both on every request.',
    facts: { 'Kept in': 'a cookie the app can read', Lasts: 'as long as the session' },
  },
  {
    name: 'Access token',
    Icon: IconKey,
    text: 'Says who you are. It lives only in the memory of this page, never in storage, and when it runs out the app gets a new one and repeats your request. You notice nothing.',
    facts: { 'Kept in': 'memory only', Lasts: '5 minutes' },
  },
  {
    name: 'Refresh cookie',
    Icon: IconRefresh,
    text: 'Gets the next access token. Scripts cannot read it, it changes each time it is used, and it belongs to a row in the database: log out, and it is worthless at once.',
    facts: { 'Kept in': 'a cookie no script can read', Lasts: '7 days without a visit' },
  },
] as const;

/** The three items in plain words. */
export function HowItWorks() {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title order={2} id={id} className={classes.title}>
        Three items do the work
      </Title>
      <ul className={classes.items}>
        {ITEMS.map(({ name, Icon, text, facts }) => (
          <li key={name} className={classes.item}>
            <ThemeIcon variant="light" size={44} radius="md" aria-hidden>
              <Icon size={24} stroke={1.6} />
            </ThemeIcon>
            <Title order={3} className={classes.name}>
              {name}
            </Title>
            <Text className={classes.text}>{text}</Text>
            <dl className={classes.facts}>
              {Object.entries(facts).map(([term, fact]) => (
                <div key={term}>
                  <dt>{term}</dt>
                  <dd>{fact}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}
