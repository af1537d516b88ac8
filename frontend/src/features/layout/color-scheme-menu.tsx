import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import { IconContrast } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/icon-button';

const SCHEMES: readonly MantineColorScheme[] = ['light', 'dark', 'auto'];

/** Chooses light, dark, or the system's color scheme. */
export function ColorSchemeMenu() {
  const { t } = useTranslation();
  // Without keepTransitions, Mantine adds a <style> element, which the Content-Security-Policy blocks.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <IconButton label={t('menu.colorScheme', { scheme: t(`colorScheme.${colorScheme}`) })}>
          <IconContrast size="1.25rem" aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)}>
          {SCHEMES.map((scheme) => (
            <Menu.RadioItem key={scheme} value={scheme} closeMenuOnClick>
              {t(`colorScheme.${scheme}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
