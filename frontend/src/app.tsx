import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import { GuestRoute } from './components/guest-route';
import { Layout } from './components/layout';
import { ProtectedRoute } from './components/protected-route';
import { HomePage } from './pages/home/home';
import { LoginPage } from './pages/login';
import { ForgotPasswordPage } from './pages/mail/forgot-password';
import { MailConfirmationPage } from './pages/mail/mail-confirmation';
import { ResetPasswordPage } from './pages/mail/reset-password';
import { NotFoundPage } from './pages/not-found';
import { RegisterPage } from './pages/register';

const AccountPage = lazy(() => import('./pages/account/account'));

export function App() {
  return (
    <Routes>
      <Route element={<Layout />}>
        <Route index element={<HomePage />} />
        <Route element={<GuestRoute />}>
          <Route path="login" element={<LoginPage />} />
          <Route path="register" element={<RegisterPage />} />
        </Route>
        <Route element={<ProtectedRoute />}>
          <Route path="account/:tab?" element={<AccountPage />} />
        </Route>
        {/* Links in messages are opened in any browser, whoever is signed in there. */}
        <Route path="forgot-password" element={<ForgotPasswordPage />} />
        <Route path="reset-password" element={<ResetPasswordPage />} />
        <Route path="verify-email" element={<MailConfirmationPage key="verify" kind="verify" />} />
        <Route path="confirm-email" element={<MailConfirmationPage key="confirm" kind="confirmEmail" />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
