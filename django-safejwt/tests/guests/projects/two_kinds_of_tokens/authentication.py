from rest_framework.authentication import TokenAuthentication


class ScriptAuthentication(TokenAuthentication):
    keyword = "Bearer"
