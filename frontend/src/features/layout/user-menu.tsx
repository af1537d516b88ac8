import { Avatar, Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLogout } from '../session/logout';
import { initials } from './initials';
import classes from './user-menu.module.css';

/** The user's menu on wide screens. */
export function UserMenu({ username }: { username: string }) {
  const { t } = useTranslation();
  const { logOut, busy } = useLogout();
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <UnstyledButton className={classes.target} aria-label={t('menu.accountOf', { username })}>
          <Avatar component="span" size={30} color="harbor" aria-hidden>
            {initials(username)}
          </Avatar>
          <span className={classes.name}>{username}</span>
          <IconChevronDown size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle size={18} aria-hidden />}>
          {t('menu.yourAccount')}
        </Menu.Item>
        <Menu.Item onClick={() => logOut()} disabled={busy} leftSection={<IconLogout size={18} aria-hidden />}>
          {t('menu.logOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
