from typing import Any

import graphene
import graphql_jwt
from django.urls import path
from graphene_django.views import GraphQLView

from ...urls import urlpatterns as common


class Query(graphene.ObjectType):  # type: ignore[misc]
    me = graphene.String()

    def resolve_me(self, info: Any) -> str | None:
        user = info.context.user
        return user.get_username() if user.is_authenticated else None


class Mutation(graphene.ObjectType):  # type: ignore[misc]
    token_auth = graphql_jwt.ObtainJSONWebToken.Field()


schema = graphene.Schema(query=Query, mutation=Mutation)
urlpatterns = [*common, path("graphql/", GraphQLView.as_view(schema=schema))]
