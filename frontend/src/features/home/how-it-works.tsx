import { Text, ThemeIcon, Title } from '@mantine/core';
import { IconCookie, IconKey, IconRefresh } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './how-it-works.module.css';
import { AccessTokenNow, CsrfCookieNow, RefreshCookieNow } from './live-state';

const ITEMS = [
  { item: 'csrf', Icon: IconCookie, Now: CsrfCookieNow },
  { item: 'access', Icon: IconKey, Now: AccessTokenNow },
  { item: 'refresh', Icon: IconRefresh, Now: RefreshCookieNow },
] as const;

/** Explains the three cookies and tokens, and shows their current state. */
export function HowItWorks() {
  const { t } = useTranslation();
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title order={2} id={id} className={classes.title}>
        {t('home.itemsHeading')}
      </Title>
      <ul className={classes.items}>
        {ITEMS.map(({ item, Icon, Now }) => (
          <li key={item} className={classes.item}>
            <ThemeIcon variant="light" size={44} radius="md" aria-hidden>
              <Icon size="1.5rem" stroke={1.6} />
            </ThemeIcon>
            <Title order={3} className={classes.name}>
              {t(`home.${item}.name`)}
            </Title>
            <Text className={classes.text}>{t(`home.${item}.text`)}</Text>
            <dl className={classes.facts}>
              <div>
                <dt>{t('home.keptIn')}</dt>
                <dd>{t(`home.${item}.keptIn`)}</dd>
              </div>
              <div>
                <dt>{t('home.lasts')}</dt>
                <dd>{t(`home.${item}.lasts`)}</dd>
              </div>
              <div className={classes.now}>
                <dt>{t('home.now')}</dt>
                <dd>
                  <Now />
                </dd>
              </div>
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}
