// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-scene.h"

#include "ns3/abort.h"

namespace ns3::mqtt::test
{

SchemeScene::SchemeScene(const std::string& name)
{
    const auto scheme = SchemeName::Create(name);
    NS_ABORT_MSG_IF(!scheme, scheme.error().reason);
    m_scheme = scheme.value();
    Start();
}

SchemeScene::SchemeScene(Ptr<SecurityScheme> scheme)
    : m_scheme(scheme)
{
    Start();
}

void
SchemeScene::Start()
{
    wire.Do([this]() {
        const auto error = m_scheme->Provision();
        NS_ABORT_MSG_IF(error, error->reason);
        for (const auto& name : m_scheme->GetAuthorities())
        {
            m_authorities[name] =
                std::make_unique<SchemeAuthority>(wire, name, m_scheme->CreateAuthorityAgent(name));
            m_authorities[name]->Start();
        }
        for (std::uint32_t i = 0; i < m_scheme->GetBrokerCount(); ++i)
        {
            m_brokers.push_back(
                std::make_unique<SchemeBroker>(wire, m_scheme->CreateBrokerAgent(i), i));
            m_brokers.back()->Start();
        }
    });
}

SchemeClient&
SchemeScene::AddClient(const std::string& name, ClientPlan plan, const ClientRole& role)
{
    std::unique_ptr<ClientAgent> agent;
    wire.Do([&]() {
        m_scheme->Authorise(name, role);
        agent = m_scheme->CreateClientAgent(name);
    });
    return AddClient(name, std::move(plan), std::move(agent));
}

SchemeClient&
SchemeScene::AddClient(const std::string& name, ClientPlan plan, std::unique_ptr<ClientAgent> agent)
{
    m_clients.push_back(
        std::make_unique<SchemeClient>(wire, name, std::move(plan), std::move(agent)));
    SchemeClient& client = *m_clients.back();
    wire.Do([&client]() { client.Start(); });
    return client;
}

SchemeClient&
SchemeScene::AddSubscriber(const std::string& name, const std::string& filter, Qos qos)
{
    ClientPlan plan;
    plan.subscriptions = {{filter, qos}};
    return AddClient(name, std::move(plan));
}

Ptr<SecurityScheme>
SchemeScene::CreateSameScheme() const
{
    ObjectFactory factory;
    factory.SetTypeId(m_scheme->GetInstanceTypeId());
    for (TypeId type = m_scheme->GetInstanceTypeId(); type != Object::GetTypeId();
         type = type.GetParent())
    {
        for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
        {
            StringValue value;
            m_scheme->GetAttribute(type.GetAttribute(i).name, value);
            factory.Set(type.GetAttribute(i).name, value);
        }
    }
    return factory.Create<SecurityScheme>();
}

std::vector<std::string>
SchemeScene::ListServices() const
{
    std::vector<std::string> names;
    const auto add = [&](const auto& agent) {
        for (const auto& service : agent.GetServices())
        {
            names.push_back(service.name);
        }
    };
    for (std::uint32_t i = 0; i < m_brokers.size(); ++i)
    {
        names.push_back(GetBrokerStreamService(i));
        add(m_brokers[i]->GetAgent());
    }
    for (const auto& [name, authority] : m_authorities)
    {
        add(authority->GetAgent());
    }
    return names;
}

void
SchemeScene::Restart(const std::string& name)
{
    wire.Do([&]() {
        auto& authority = m_authorities.at(name);
        authority->EndSessions();
        m_dead.push_back(std::move(authority)); // what it asked for may still happen
        authority =
            std::make_unique<SchemeAuthority>(wire, name, m_scheme->CreateAuthorityAgent(name));
        authority->Start();
    });
}

void
SchemeScene::Check(bool right, const std::string& what)
{
    if (!right)
    {
        m_failures += "\n  not so: " + what;
    }
}

void
SchemeScene::ExpectTexts(SchemeClient& client, const std::string& texts)
{
    const std::string got = client.TakeTexts();
    Check(got == texts, client.GetName() + " got '" + texts + "', but '" + got + "'");
}

SchemeSceneTest::SchemeSceneTest(const std::string& name,
                                 const std::string& scheme,
                                 Play play,
                                 bool wanted,
                                 Attributes attributes)
    : TestCase(scheme + ": " + name),
      m_scheme(scheme),
      m_play(play),
      m_wanted(wanted),
      m_attributes(std::move(attributes))
{
}

void
SchemeSceneTest::DoRun()
{
    const auto scheme = CreateScheme(m_scheme, m_attributes);
    NS_TEST_ASSERT_MSG_EQ(scheme.has_value(), true, "no scheme " << m_scheme);
    SchemeScene scene(scheme.value());
    const bool outcome = m_play(scene);
    NS_TEST_EXPECT_MSG_EQ(scene.GetFailures(), "", GetName());
    NS_TEST_EXPECT_MSG_EQ(outcome, m_wanted, GetName());
}

} // namespace ns3::mqtt::test
