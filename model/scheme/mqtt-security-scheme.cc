// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-security-scheme.h"

#include "ns3/abort.h"
#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-enum-accessor.h"
#include "ns3/string.h"

#include <algorithm>
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

SecurityScheme::SecurityScheme() = default;

SecurityScheme::~SecurityScheme() = default;

template <class Work>
auto
SecurityScheme::InFactory(Work work)
{
    NS_ABORT_MSG_UNLESS(m_random, "a scheme makes nothing before SecurityScheme::Provision()");
    NullMeter nobody;
    const CryptoScope scope(nobody, *m_random, m_unixTime);
    return work();
}

std::optional<Error>
SecurityScheme::Provision()
{
    const CryptoScope* caller = CryptoScope::GetCurrent();
    NS_ABORT_MSG_UNLESS(caller, "SecurityScheme::Provision() needs the CryptoScope of its caller");
    m_random = std::make_unique<SeededRandom>(caller->GetRandom());
    m_unixTime = caller->GetUnixTime();
    return InFactory([this]() { return DoProvision(); });
}

void
SecurityScheme::Authorise(const std::string& clientId, const ClientRole& role)
{
    InFactory([&]() { DoAuthorise(clientId, role); });
}

std::unique_ptr<ClientAgent>
SecurityScheme::CreateClientAgent(const std::string& clientId)
{
    return InFactory([&]() { return DoCreateClientAgent(clientId); });
}

std::unique_ptr<BrokerAgent>
SecurityScheme::CreateBrokerAgent(std::uint32_t broker)
{
    return InFactory([&]() { return DoCreateBrokerAgent(broker); });
}

std::unique_ptr<AuthorityAgent>
SecurityScheme::CreateAuthorityAgent(const std::string& name)
{
    const auto names = GetAuthorities();
    NS_ABORT_MSG_IF(std::find(names.begin(), names.end(), name) == names.end(),
                    GetInstanceTypeId().GetName() << " has no authority '" << name << "'");
    auto agent = InFactory([&]() { return DoCreateAuthorityAgent(name); });
    NS_ABORT_MSG_UNLESS(agent,
                        GetInstanceTypeId().GetName() << " makes one agent for '" << name << "'");
    return agent;
}

std::optional<Error>
SecurityScheme::DoProvision()
{
    return {};
}

void
SecurityScheme::DoAuthorise(const std::string& /* clientId */, const ClientRole& /* role */)
{
}

std::unique_ptr<BrokerAgent>
SecurityScheme::DoCreateBrokerAgent(std::uint32_t /* broker */)
{
    return std::make_unique<BrokerAgent>();
}

std::unique_ptr<AuthorityAgent>
SecurityScheme::DoCreateAuthorityAgent(const std::string& /* name */)
{
    return std::make_unique<AuthorityAgent>();
}

Ptr<const AttributeChecker>
SecurityScheme::MakeSpanChecker(Time least)
{
    return MakeTimeChecker(least, Hours(24 * 365));
}

const char*
SecurityScheme::GetFormName() const
{
    return m_form == SOUND ? "sound" : "published";
}

SchemeName::SchemeName(const std::string& name,
                       const std::string& title,
                       TypeId type,
                       const Attributes& attributes,
                       const std::optional<Published>& published)
{
    const auto set = [](ObjectFactory& factory, const Attributes& values) {
        for (const auto& [attribute, value] : values)
        {
            factory.Set(attribute, StringValue(value));
        }
    };
    ObjectFactory factory;
    factory.SetTypeId(type);
    set(factory, attributes);
    GetEntries()[name] = {title, factory};
    if (published)
    {
        factory.Set("Form", EnumValue(SecurityScheme::PUBLISHED));
        set(factory, published->attributes);
        GetEntries()[name + ":published"] = {title + ", as published", factory};
    }
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
