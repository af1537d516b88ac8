import { Menu } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '../../i18n/i18n';
import { isLanguage, LANGUAGES } from '../../i18n/language';
import { IconButton } from '../../ui/icon-button';

/** Chooses the language. Each language is listed by its own name. */
export function LanguageMenu() {
  const { t, i18n } = useTranslation();
  const current = isLanguage(i18n.language) ? i18n.language : 'en';
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <IconButton label={t('menu.language', { language: LANGUAGES[current] })}>
          <IconLanguage size="1.25rem" aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={current} onChange={(value) => isLanguage(value) && chooseLanguage(value)}>
          {Object.entries(LANGUAGES).map(([language, name]) => (
            <Menu.RadioItem key={language} value={language} closeMenuOnClick lang={language}>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
