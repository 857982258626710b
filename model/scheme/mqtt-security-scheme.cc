// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-security-scheme.h"

#include "ns3/mqtt-enum-accessor.h"

#include <boost/algorithm/string/join.hpp>

namespace ns3::mqtt
{

namespace
{

/// What a name stands for.
struct Entry
{
    std::string title;     ///< as printed in figures
    ObjectFactory factory; ///< makes the scheme
};

/// @return all names; made on first use, because static objects of other files enter theirs
std::map<std::string, Entry>&
GetEntries()
{
    static std::map<std::string, Entry> entries;
    return entries;
}

} // namespace

NS_OBJECT_ENSURE_REGISTERED(SecurityScheme);

TypeId
SecurityScheme::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::mqtt::SecurityScheme")
            .SetParent<Object>()
            .SetGroupName("Mqtt")
            .AddAttribute("Form",
                          "Run the scheme as it should be, or as its paper prints it.",
                          TypeId::ATTR_CONSTRUCT | TypeId::ATTR_GET,
                          EnumValue(SOUND),
                          MakeModeAccessor<Form>(&SecurityScheme::m_form),
                          MakeEnumChecker(SOUND, "sound", PUBLISHED, "published"));
    return tid;
}

std::optional<Error>
SecurityScheme::Provision()
{
    return {};
}

void
SecurityScheme::Authorise(const std::string& /* clientId */, const ClientRole& /* role */)
{
}

std::unique_ptr<AuthorityAgent>
SecurityScheme::CreateAuthorityAgent(const std::string& /* name */)
{
    return std::make_unique<AuthorityAgent>();
}

const char*
SecurityScheme::GetFormName() const
{
    return m_form == SOUND ? "sound" : "published";
}

SchemeName::SchemeName(std::string name,
                       std::string title,
                       ObjectFactory factory,
                       bool hasPublishedForm)
{
    if (hasPublishedForm)
    {
        ObjectFactory published = factory;
        published.Set("Form", EnumValue(SecurityScheme::PUBLISHED));
        GetEntries()[name + ":published"] = {title + ", as published", published};
    }
    GetEntries()[name] = {std::move(title), std::move(factory)};
}

Result<Ptr<SecurityScheme>>
SchemeName::Create(const std::string& name)
{
    const auto entry = GetEntries().find(name);
    if (entry == GetEntries().end())
    {
        return Error{"no scheme '" + name +
                     "'; allowed: " + boost::algorithm::join(GetAll(), ", ")};
    }
    return entry->second.factory.Create<SecurityScheme>();
}

std::vector<std::string>
SchemeName::GetAll()
{
    std::vector<std::string> names;
    for (const auto& [name, entry] : GetEntries())
    {
        names.push_back(name);
    }
    return names;
}

std::string
SchemeName::GetTitle(const std::string& name)
{
    const auto entry = GetEntries().find(name);
    return entry == GetEntries().end() ? name : entry->second.title;
}

} // namespace ns3::mqtt
