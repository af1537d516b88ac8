import { GuestRoute } from 'frontend/src/features/session/guest-route';
import { ProtectedRoute } from 'frontend/src/features/session/protected-route';
import { NotFoundPage } from 'frontend/src/ui/not-found-page';
import { Route, Routes } from 'react-router';
import { AccountPage } from './account/account-page';
import { HomePage } from './home/home-page';
import { Layout } from './layout/layout';
import { CodePage } from './login/code-page';
import { ForgotPasswordPage } from './login/forgot-password-page';
import { LoginPage } from './login/login-page';
import { PasskeySignupPage } from './login/passkey-signup-page';
import { ProviderPage } from './login/provider-page';
import { RegisterPage } from './login/register-page';
import { ResetPasswordPage } from './login/reset-password-page';
import { StepRoute } from './login/step-route';

export function App() {
  return (
    <Routes>
      <Route element={<Layout />}>
        <Route index element={<HomePage />} />
        <Route element={<GuestRoute />}>
          {/* While a login waits for another step, that step is shown in place of these pages. */}
          <Route element={<StepRoute />}>
            <Route path="login" element={<LoginPage />} />
            <Route path="login/code" element={<CodePage />} />
            <Route path="register" element={<RegisterPage />} />
            <Route path="register/passkey" element={<PasskeySignupPage />} />
            <Route path="provider" element={<ProviderPage />} />
          </Route>
        </Route>
        <Route element={<ProtectedRoute />}>
          <Route path="account/:tab?" element={<AccountPage />} />
        </Route>
        <Route path="forgot-password" element={<ForgotPasswordPage />} />
        {/* The emailed link opens in any browser, whether or not the user is logged in there. */}
        <Route path="reset-password" element={<ResetPasswordPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
