"""People, roles with ordered deputies, duty rota, partners, help routes, authority."""
